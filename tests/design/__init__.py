"""The design language: tags, dates, charts, files."""
