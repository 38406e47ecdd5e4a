"""Every step that matters, written once and chained; no supporter is ever named here."""
