"""What is wrong with a pasted URL, and what to paste in its place.

``check`` puts it together: ``recognise`` reads a URL by the shapes of the networks, ``guess`` names the trackers that it may belong to,
``postback``, ``values``, ``link_check`` and ``callback`` find what is wrong, ``proposal`` says which corrected URL can be offered.
"""
