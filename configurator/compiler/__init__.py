"""Catalog to graphs of valid configurations: value classes, automata, orders and layers, each within a budget."""
