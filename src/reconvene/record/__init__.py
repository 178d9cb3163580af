"""What was said, by whom, in what order, sealed: the logs of a desk, and where they are kept."""
