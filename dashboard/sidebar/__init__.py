"""The sidebar: scenario, levers, members and settings."""
