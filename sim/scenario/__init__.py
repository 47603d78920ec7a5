"""What is asked: a scenario, read from YAML, checked, and changed through dotted paths.

Nothing here knows of Mesa, of arrays or of a screen.
"""
