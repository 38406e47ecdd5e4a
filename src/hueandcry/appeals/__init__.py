"""What we ask for: the appeal, its revisions, targets and embassies; drafting, approval, issuing."""
