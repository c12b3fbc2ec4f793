"""Every sentence that a user reads: ``en.json`` holds each once, ``message`` names one and says it in a front end's words."""
