"""The usual helper: a form that posts, shows its mistakes, and guards what is typed."""

from typing import Any

from crispy_forms.helper import FormHelper as CrispyHelper
from crispy_forms.layout import Layout

from osuuskunta.core.access import Words
from osuuskunta.core.forms.layout import Rest, SaveBar


class FormHelper(CrispyHelper):  # type: ignore[misc]  # crispy has no types
    """`self.helper = FormHelper(Group(…), save=_("Save the card"))` in a form's `__init__`.

    `parts` are layouts; without any all fields stand in their order. `save` is the verb on the button, `cancel` where the
    plain link beside it leads; without `save` the page brings its own buttons. `bar=False` puts the button at the end instead
    of in a bar that stays in view. `guard=False` for forms whose loss hurts nobody (sign-in, filters).
    """

    def __init__(
        self,
        *parts: Any,
        save: Words = "",
        cancel: str = "",
        action: str = "",
        bar: bool = True,
        guard: bool = True,
        tag: bool = True,
    ) -> None:
        super().__init__()
        self.form_action, self.form_tag, self.form_class = action, tag, "form-col"
        self.attrs = {"novalidate": True, **({"data-guard": True} if guard else {})}
        ends = (SaveBar(save, cancel=cancel, sticky=bar),) if save else ()
        self.layout = Layout(*(parts or (Rest(),)), *ends)
        self.render_hidden_fields = True
