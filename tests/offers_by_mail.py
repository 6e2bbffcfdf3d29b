"""Plan files of one's own, as tests write them: one offer in TOML."""


def offer_by_mail(
    plan_id: str,
    mode: str,
    terms: str,
    *,
    valid_from: str = "2023-01-01",
    time_zone: str = "UTC",
) -> str:
    """A [[plan]] of this mode in yuan, tax of 6 % included; `terms` are its mode's own lines."""
    return f"""
[[plan]]
plan_id = "{plan_id}"
mode = "{mode}"
valid_from = {valid_from}
currency = "CNY"
tax_included = true
tax_rate = 0.06
time_zone = "{time_zone}"
source = "offer by mail"
{terms}
"""
