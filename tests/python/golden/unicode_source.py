@profile
def źródło(łódź="żółw"):
    текст = "текст " * 3  # кириллица
    emoji = "🐢🐇"	# after a tab
    return текст + emoji + łódź


źródło()
