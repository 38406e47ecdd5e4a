"""Door: the operator, at the command line; one file per subcommand."""
