"""The synthetic journey: a made-up household and a professional of ours go through the product in a real browser, from outside."""
