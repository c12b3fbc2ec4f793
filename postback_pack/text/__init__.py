"""Text alone: characters, macros, placeholders, suggestions. It knows no catalog."""
