"""The same content as GraphQL, read only: `/api/v1/graphql`.

limits.py    what one query may cost, counted before anything is read
shapes.py    the models of the API as types, its parameters as inputs
loading.py   what hangs on many things is read for all of them at once
schema.py    the queries
route.py     the address
"""
