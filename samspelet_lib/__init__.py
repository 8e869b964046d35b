"""Reporting toolkit of Samordningsförbundet Samspelet: params + deliveries → rules → release → pages."""
