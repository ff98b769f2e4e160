"""The two home pages: a household's and a professional's."""
