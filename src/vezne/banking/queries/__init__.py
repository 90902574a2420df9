"""All reads that leave the package: lists, rules, directory, suggestions, gaps, reversals."""
