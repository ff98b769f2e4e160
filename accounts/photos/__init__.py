"""What a professional shows of herself: one portrait, a few photos of her work. Families see them once our team has looked."""
