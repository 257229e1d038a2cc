"""Everyday names for groups of ImageNet classes: the coarse labels of evaluate.py, by WordNet offset."""

from wordnet import WordNet

# A class belongs to the first group it is a kind of, so the narrow ones come first.
GROUPS = {
    "a dog": ["02084071"],
    "a cat": ["02120997"],  # the family, with lions and cougars
    "a bear": ["02131653"],
    "a monkey": ["02469914"],
    "a hoofed animal": ["02370806"],
    "a bird": ["01503061"],
    "a fish": ["02512053"],
    "a snake": ["01726692"],
    "a lizard": ["01674464"],
    "a turtle": ["01662784"],
    "a frog": ["01627424"],
    "a spider": ["01769347"],
    "an insect": ["02159955"],
    "a shellfish": ["01940736", "01974773"],
    "a boat": ["04530566"],
    "a vehicle": ["04524313"],
    "a hat": ["03497657"],
    "a shoe": ["03380867", "03381126"],
    "a piece of clothing": ["03051540"],
    "a musical instrument": ["03800933"],
    "a piece of furniture": ["03405725"],
    "a building": ["02913152"],
    "a ball": ["02778669"],
    "a weapon": ["04565375"],
    "a tool": ["04451818"],
    "a clock": ["04437953"],
    "a kitchen utensil": ["03621049"],
    "a household appliance": ["03528263"],
    "electronic equipment": ["03278248", "03082979"],
    "a mushroom": ["12992868", "07734744"],  # the fungus, and the mushroom one eats
    "a fruit": ["13134947"],
    "a vegetable": ["07707451"],
    "a drink": ["07881800"],
    "food": ["00021265", "07555863"],
    "a landscape": ["09287968"],
}


def group_of_classes(wordnet: WordNet) -> list[int | None]:
    """For each of the 1000 classes the number of its group, or None."""

    def group(offset: str) -> int | None:
        ancestors = wordnet.ancestors(offset).keys()
        return next((number for number, roots in enumerate(GROUPS.values()) if not ancestors.isdisjoint(roots)), None)

    return [group(offset) for offset in wordnet.classes]
