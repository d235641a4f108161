"""The map: our own outline of Viet Nam, its provinces, and how places are drawn.

`outline.geojson` was drawn by hand, coarsely, for this project: the mainland, the larger islands,
and the islands of the archipelagos Hoàng Sa and Trường Sa. `provinces.csv` holds the provinces
before and since 1 July 2025, what each became, and its rough middle. Nothing here asks a database.
"""
