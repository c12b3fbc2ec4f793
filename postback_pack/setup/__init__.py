"""From what a user asks for to a setup: what to paste, steps, notes."""
