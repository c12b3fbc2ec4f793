"""Tell what is wrong with a URL that somebody pasted.

``check.py`` puts it together: ``recognising`` reads a URL by the shapes of the networks, ``guessing`` names the trackers
that it may be of, ``postback``, ``values``, ``link`` and ``callback`` find what is wrong, ``mending`` corrects it.
"""
