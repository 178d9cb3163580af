"""One organisation's desk in a browser: pages drawn by the server from the same views that the terminal shows."""
