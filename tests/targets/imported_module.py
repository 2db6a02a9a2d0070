"""A block that another module takes while it is imported."""
import imported_module_with_a_table  # import

print(len(imported_module_with_a_table.TABLE))
