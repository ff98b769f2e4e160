"""The closed markets, opened for a moment: other currencies, other zones, clocks that change. And closed: nobody is booked there."""
