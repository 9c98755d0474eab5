"""What a report costs and how long it takes.

- `prices`: published prices and durations, as chart and table
- `planner`: the deadline planner

Weeks are counted in `model/timeline`, and published figures are never mixed with our estimates.
"""
