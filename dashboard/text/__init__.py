"""Words that several pages share, how figures are said, and how foreign words are shown."""
