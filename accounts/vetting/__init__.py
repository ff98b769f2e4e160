"""How a professional becomes trusted: steps taken by staff, and what was checked, by whom, until when."""
