"""Door: what everyone may post; reading is files."""
