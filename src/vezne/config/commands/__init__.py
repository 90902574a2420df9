"""The subcommands of `vezne`, one module each, each with `main(arguments) -> exit code`."""
