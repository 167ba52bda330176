"""The second factor: who must have one, how its secret is kept, which code is right, and the picture to scan."""

import time
from typing import cast

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.html import format_html
from django.utils.safestring import SafeString
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from osuuskunta.accounts.models import User
from osuuskunta.accounts.queries import current_grants
from osuuskunta.core.sealing import Subject, load, new_key_for
from osuuskunta.core.sealing.cipher import OpenKey, Place, key_id_of, seal, unseal
from osuuskunta.core.sealing.errors import NoKey
from osuuskunta.core.sealing.models import DataKey

DEMO_PROJECT, DEMO_ADDRESS = "DEMO", "@example.org"  # formats.md §5
USER_KEY = "user"


# --- who must ---------------------------------------------------------------------------------------------------------
def must_have_one(user: User) -> bool:
    """Say whether a role of `user` opens people's data, so that a password alone is not enough; needs a scope with the user.

    Demo accounts (`@example.org` with such a role in DEMO; some belong to S20395 too) are asked only with DEMO_MFA.
    """
    asking = [grant for grant in current_grants(user) if grant.role_class.sees_people()]
    is_demo = user.email.endswith(DEMO_ADDRESS) and any(grant.project.code == DEMO_PROJECT for grant in asking)
    return bool(asking) and (settings.DEMO_MFA or not is_demo)


def has_one(user: User) -> bool:
    """Say whether `user` is asked for a code at sign-in."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


# --- how its secret is kept -------------------------------------------------------------------------------------------
def seal_secret(user: User, text: str) -> str:
    """Return `text` sealed under the key of `user`, which is made when there is none."""
    return seal(_key_of(user), _place(user.seal_id), text)


def open_secret(text: str) -> str:
    """Return what `seal_secret` sealed; NoKey when the user's key is gone."""
    anywhere = Place("mfa.authenticator", "data", DataKey().id)
    row = DataKey.objects.filter(pk=key_id_of(text, anywhere)).first()
    if row is None:
        raise NoKey("The key of a second factor's secret is gone.")
    key = load([row.subject]).found()[row.subject]
    return unseal(cast("OpenKey", key), _place(row.subject_id), text)


def _place(seal_id: object) -> Place:
    return Place("mfa.authenticator", "data", seal_id)  # type: ignore[arg-type]


def _key_of(user: User) -> OpenKey:
    subject = Subject(USER_KEY, user.seal_id)
    found = load([subject]).found()
    return cast("OpenKey", (found or new_key_for(*subject).found())[subject])


# --- which code is right ----------------------------------------------------------------------------------------------
def code_for(secret: str, at: float) -> str:
    """Return the code that an authenticator app shows at a moment (seconds since 1970)."""
    return format_hotp_value(hotp_value(secret, int(at) // app_settings.TOTP_PERIOD))


@transaction.atomic
def accepted(user: User, code: str) -> Authenticator | None:
    """Return the authenticator that `code` belongs to, and use it up: no code is right twice, in whichever process."""
    found = Authenticator.objects.select_for_update().filter(user=user)
    by_type = {row.type: row for row in found}
    totp, spare = by_type.get(Authenticator.Type.TOTP), by_type.get(Authenticator.Type.RECOVERY_CODES)
    plain = "".join(code.split())
    if totp is not None and _use_step(totp, plain):
        return totp
    if spare is not None and spare.wrap().validate_code(plain):
        return spare
    return None


def _use_step(totp: Authenticator, code: str) -> bool:
    step = step_of(decrypt(totp.data["secret"]), code, after=totp.data.get("used", 0))
    if step is not None:
        totp.data["used"] = step
        totp.save(update_fields=["data"])
    return step is not None


def step_of(secret: str, code: str, after: int = 0) -> int | None:
    """Return the time step (after another) to which `code` belongs, as far as a phone's clock may be off; None if none."""
    now = int(time.time()) // app_settings.TOTP_PERIOD
    plain = "".join(code.split())
    for step in range(now - app_settings.TOTP_TOLERANCE, now + app_settings.TOTP_TOLERANCE + 1):
        if step > after and constant_time_compare(plain, format_hotp_value(hotp_value(secret, step))):
            return step
    return None


# --- the picture to scan ----------------------------------------------------------------------------------------------
def picture(url: str, label: str) -> SafeString:
    """Return `url` as an SVG element: attributes only, nothing that the content security policy would refuse."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(url)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(
        f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in _runs(row)
    )  # fmt: skip
    return format_html(
        '<svg class="qr" role="img" aria-label="{}" width="232" height="232" viewBox="0 0 {} {}" shape-rendering="crispEdges">'
        '<path fill="#fff" d="M0 0h{}v{}H0z"></path><path fill="#000" d="{}"></path></svg>',
        label, len(rows), len(rows), len(rows), len(rows), path,
    )  # fmt: skip


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Return where dark runs of a row begin and how long they are."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((x, 1))
    return runs
