"""Sealed fields: AES-256-GCM under a data key per subject, so that erasure is the destruction of one key (architecture §7).

class Note(SealedRow, SiteScoped):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    text = SealedTextField(_("note"))

    def seal_subject(self):
        return "participant", self.participant_id

new_key_for("participant", person.id, person)  # once, with the person
unlock(notes)                                  # one statement for all rows, then their text can be read and written
destroy_key("participant", person.id)          # erasure: from now on the text reads as DESTROYED
"""

from osuuskunta.core.sealing.blind import BlindIndex
from osuuskunta.core.sealing.cipher import Ciphertext, Subject
from osuuskunta.core.sealing.errors import Locked, NoKey, NotSealed, SealBroken, SealError
from osuuskunta.core.sealing.fields import SealedJSONField, SealedRow, SealedTextField, ciphertexts, is_destroyed
from osuuskunta.core.sealing.keyring import DESTROYED, Destroyed, Keyring, give, load, unlock
from osuuskunta.core.sealing.subjects import destroy_key, new_key_for, new_keys_for
from osuuskunta.core.sealing.twins import SealedTwinField

__all__ = [
    "DESTROYED",
    "BlindIndex",
    "Ciphertext",
    "Destroyed",
    "Keyring",
    "Locked",
    "NoKey",
    "NotSealed",
    "SealBroken",
    "SealError",
    "SealedJSONField",
    "SealedRow",
    "SealedTextField",
    "SealedTwinField",
    "Subject",
    "ciphertexts",
    "destroy_key",
    "give",
    "is_destroyed",
    "load",
    "new_key_for",
    "new_keys_for",
    "unlock",
]
