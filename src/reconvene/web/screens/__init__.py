"""The screens of a process, one module for each matter; every function on the shelf is one page."""
