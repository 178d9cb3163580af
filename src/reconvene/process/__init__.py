"""What has happened, and so what may happen next: the machine of the way back, and what can be proved of it."""
