"""Conversations as scripts: what is said and pressed, and what has to come of it.

A script is a YAML file; it runs through text, audio or MQTT without a change. `assistant script`
runs it from the command line, the pytest plugin collects every `*.script.yaml`.
"""
