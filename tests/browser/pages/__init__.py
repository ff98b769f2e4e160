"""Every page of the URL map in one list, the rows it needs, and what is asked of each: `make axe`, CI's sweep, the budgets."""
