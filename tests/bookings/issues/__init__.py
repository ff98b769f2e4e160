"""Issues: verbs, rulings, clocks, pages, doors."""
