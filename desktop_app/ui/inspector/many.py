"""What many selected assets have in common."""

from desktop_app.domain.results import SelectionSummary
from desktop_app.ui.inspector.fact_rows import Fact
from desktop_app.ui.inspector.wording import days_text, size_text, translate, unknown

_MOST_MODELS = 5


def many_facts(summary: SelectionSummary) -> list[Fact]:
    """Return the rows below the fields: models with how many each, total size, dates."""
    models = [f"{model or unknown()} ({count})" for model, count in summary.models[:_MOST_MODELS]]
    hidden = len(summary.models) - len(models)
    if hidden > 0:
        models.append(translate("Inspector", "{count} more").format(count=hidden))
    facts = [
        Fact(translate("Inspector", "Model"), ", ".join(models) or unknown()),
        Fact(translate("Inspector", "Total"), size_text(summary.total_bytes)),
        Fact(
            translate("Inspector", "Created"),
            days_text(summary.created_from_us, summary.created_to_us),
        ),
    ]
    if summary.trashed_count:
        facts.append(Fact(translate("Inspector", "In Trash"), str(summary.trashed_count)))
    return facts
