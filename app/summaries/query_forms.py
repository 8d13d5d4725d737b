"""The form in the URL of a month: which of its charts is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext

from app.web.form_fields import ChoiceField
from app.web.forms import QueryForm

if TYPE_CHECKING:
    from app.recurring.fixed_costs import FixedCosts

EVERYDAY, EVERYTHING, DAYS = "everyday", "all", "days"


class ChartForm(QueryForm):
    """The charts of a month. What is no chart, or has nothing to show, leads to the first one that has."""

    chart = ChoiceField(lazy_gettext("Chart"))

    def __init__(self, fixed: FixedCosts, *, has_pace: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        names = {EVERYTHING: lazy_gettext("All"), EVERYDAY: lazy_gettext("Everyday"), DAYS: lazy_gettext("By day")}
        left_out = {EVERYDAY} if not fixed.series else set()
        left_out |= {EVERYDAY, EVERYTHING} if not has_pace else set()
        self.charts = [(name, label) for name, label in names.items() if name not in left_out]
        self.chart.choices = self.charts

    @property
    def shown(self) -> str:
        """The name of the chart to show: everyday spending unless another one is chosen."""
        names = [name for name, _ in self.charts]
        if self.validate():
            return str(self.chart.data)
        return EVERYDAY if EVERYDAY in names else names[0]
