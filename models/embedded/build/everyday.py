"""Everyday words for which ImageNet has no class, and by which classes a photo of such a thing is known.

WordNet files "kitten" under young mammals and "person" above three classes; a photo of either looks like something else
to the classifier. A name on the right is a WordNet word above or at some classes.
"""

from wordnet import WordNet

# People are seen by what they wear, hold and play.
PEOPLE = """
academic gown; apron; bikini; bow tie; bulletproof vest; cloak; cowboy hat; abaya; feather boa; fur coat; gown; groom;
hoopskirt; jean; jersey; kimono; lab coat; maillot; military uniform; miniskirt; mortarboard; neck brace; overskirt;
pajama; poncho; sarong; shower cap; sombrero; stole; suit; sunglass; sweatshirt; swimming trunks; trench coat; vestment;
wig; Windsor tie; brassiere; bonnet; bearskin; bathing cap; crash helmet; football helmet; gasmask; oxygen mask; ski mask;
lipstick; hair spray; stethoscope; cardigan; ballplayer; scuba diver; volleyball; basketball; rugby ball; horizontal bar;
parallel bars; balance beam; unicycle; barbell; dumbbell; punching bag; ski; bobsled; snorkel; torch; drumstick; drum;
accordion; harmonica; flute; oboe; bassoon; trombone; cornet; cello; violin; sax; crutch; racket; swing; Band Aid; diaper
"""

WORDS = {
    "person; people; human; someone; adult; human being; pedestrian; passenger": PEOPLE,
    "man; woman; guy; lady; gentleman; men; women": PEOPLE,
    "boy; girl; child; kid; children; teenager; young person": PEOPLE,
    "face; human face; portrait; selfie; smiling face; smile; head of a person": PEOPLE,
    "crowd; group of people; family; couple; friends; audience; team": """
        restaurant; stage; dining table; ballplayer; groom; basketball; volleyball; rugby ball; military uniform;
        academic gown; mortarboard; suit; jersey; swimming trunks
    """,
    "astronaut; pilot; racing driver; fire fighter": """
        crash helmet; football helmet; bobsled; space shuttle; military uniform; gasmask; torch; ski
    """,
    "soldier; police officer; guard": "military uniform; bearskin; bulletproof vest; holster; rifle; gasmask; police van",
    "doctor; nurse; scientist": "lab coat; stethoscope; oxygen mask; syringe; beaker",
    "businessman; politician; office worker": "suit; Windsor tie; bow tie; lab coat",
    "bride; wedding; bridegroom": "groom; gown; hoopskirt",
    "graduate; graduation; student": "academic gown; mortarboard",
    "athlete; sportsman; player; gymnast; match; sport": """
        ballplayer; basketball; volleyball; rugby ball; football helmet; soccer ball; horizontal bar; parallel bars;
        balance beam; barbell; racket; ski; jersey; puck
    """,
    "swimmer; diver; bather; swimming": "swimming trunks; bathing cap; snorkel; scuba diver; maillot; bikini",
    "musician; band; concert; orchestra; singer": "stage; microphone; musical instrument",
    "hair; hairstyle; haircut": "wig; hair spray; hair slide; bonnet",
    "dress; evening dress": "gown; overskirt; hoopskirt; miniskirt; sarong; kimono",
    "coat; jacket; overcoat": "trench coat; fur coat; lab coat; cardigan; suit; cloak",
    "shirt; pullover; sweater; jumper; hoodie": "sweatshirt; jersey; cardigan",
    "trousers; pants": "jean; pajama",
    "trainers; sneakers; sneaker; shoes; boots; pair of shoes": "running shoe; Loafer; clog; sandal; cowboy boot; shoe shop",
    "glasses; spectacles; shades": "sunglass; loupe; binoculars",
    "face mask; surgical mask": "oxygen mask; gasmask; ski mask; mask",
    "kitten; kitty; pussycat; house cat; pet cat; cats": "domestic cat",
    "puppy; pup; doggy; pet dog; hound; dogs": "dog",
    "pet; house pet": "domestic cat; dog; hamster; guinea pig; Angora; goldfish",
    "big cat; wild cat; predator": "big cat; cougar; lynx",
    "bunny; bunny rabbit; rabbit": "rabbit; hare",
    "horse; pony; foal; mare": "sorrel; horse cart",
    "cow; cattle; calf; bull": "ox; bison; water buffalo",
    "sheep; lamb; flock": "ram; bighorn",
    "pig; piglet": "hog; wild boar; warthog",
    "chicken; rooster; poultry; chick": "cock; hen",
    "duck; duckling; swan; water bird; seabird": """
        drake; goose; black swan; American coot; pelican; red-breasted merganser; albatross
    """,
    "parrot; budgie": "parrot",
    "bug; beetle; creepy-crawly; mosquito": "insect",
    "worm; caterpillar; maggot": "nematode; flatworm; slug",
    "ape; gorilla; chimp; monkeys": "primate",
    "squirrel; mouse; rat; small animal": "rodent; rabbit; weasel; mongoose",
    "serpent; viper": "snake",
    "tortoise; sea turtle": "turtle",
    "toad; frogs": "frog",
    "car; automobile; sedan; parked car; SUV; taxi; motor car; vehicle on the road": "motorcar",
    "lorry; truck; heavy goods vehicle; delivery truck; HGV": "truck",
    "van; camper van": "minivan; moving van; police van; recreational vehicle",
    "bus; coach; public transport": "minibus; school bus; trolleybus; streetcar",
    "tram; trolley; tramway": "streetcar; trolleybus",
    "train; locomotive; railway; railway engine": """
        bullet train; electric locomotive; steam locomotive; passenger car; freight car
    """,
    "bike; bicycle; cyclist; push bike": "mountain bike; bicycle-built-for-two",
    "motorbike; motorcycle; scooter": "moped; motor scooter; disk brake",
    "plane; aeroplane; airplane; jet; aircraft; passenger jet": "airliner; warplane; wing",
    "rocket; spacecraft; spaceship; rocket launch; space rocket": "missile; projectile; space shuttle",
    "ship; vessel; ferry; cargo ship": "ship; liner; container ship; fireboat",
    "sailing boat; sailboat; yacht; sailing ship": "schooner; yawl; trimaran; catamaran; pirate",
    "house; home; cottage; building; hut": "mobile home; boathouse; patio; thatch; barn; palace; church; yurt; tile roof",
    "skyscraper; tower; monument; landmark": "bell cote; beacon; obelisk; stupa; triumphal arch; pedestal",
    "temple; cathedral; place of worship; chapel": "church; monastery; mosque; stupa; bell cote; altar",
    "castle; fortress; ruin": "castle; palace; cliff dwelling",
    "street; road; city; town; traffic": "street sign; traffic light; parking meter; cab; streetcar; trolleybus; minibus",
    "tent; camp": "mountain tent; yurt",
    "shop; supermarket; store; market": "mercantile establishment",
    "kitchen; cooking; cooker": "stove; dishwasher; microwave; refrigerator; frying pan; wok; Dutch oven; toaster",
    "bedroom; bed": "studio couch; four-poster; quilt; pillow; crib; bassinet",
    "bathroom; toilet; shower": "toilet seat; bathtub; shower curtain; washbasin; medicine chest; toilet tissue",
    "living room; room; sofa; couch": "studio couch; entertainment center; home theater; bookcase; rocking chair",
    "office; workplace; desktop": "desk; desktop computer; notebook; computer keyboard; file",
    "chair; seat; armchair; stool": "folding chair; rocking chair; barber chair; throne; park bench",
    "table": "dining table; desk; pool table",
    "laptop; computer; PC; tablet": "notebook; desktop computer; hand-held computer; CRT screen; computer keyboard; space bar",
    "phone; smartphone; mobile phone; telephone": "cellular telephone; dial telephone; pay-phone; iPod; hand-held computer",
    "television; TV; TV set": "television; CRT screen; entertainment center; home theater",
    "camera; photographer; camera lens": "reflex camera; Polaroid camera; tripod; lens cap",
    "lamp; light; light bulb": "lampshade; table lamp; spotlight; candle; torch",
    "fridge; freezer": "refrigerator",
    "rubbish bin; bin; waste bin; garbage can; rubbish": "ashcan; bucket; plastic bag",
    "rug; carpet; mat": "prayer rug; doormat",
    "book; books; novel": "book jacket; comic book; library; bookshop; binder",
    "document; page of text; text; letter; newspaper; sheet of paper; printed page; writing": """
        crossword; web site; menu; book jacket; envelope; comic book; slide rule; rule; quill; fountain pen;
        ballpoint; rubber eraser
    """,
    "screenshot; website": "web site",
    "toy; doll": "teddy; jigsaw puzzle; pinwheel; carousel",
    "present; gift; parcel; box": "carton; packet; envelope; chest",
    "money; coin; coins; cash": "piggy bank; purse; wallet; thimble",
    "food; meal; dinner; lunch; snack; dish of food; something to eat": """
        nutriment; dish; produce; guacamole; pizza; cheeseburger; burrito; ice cream
    """,
    "dessert; cake; sweet; piece of cake": "dessert; chocolate sauce; bakery; dough",
    "bread; roll": "bread; French loaf; bagel; pretzel; bakery",
    "sandwich; burger; hamburger; fast food": "cheeseburger; hotdog; burrito",
    "salad; vegetables; greens": "vegetable; guacamole",
    "apple; apples": "Granny Smith",
    "citrus fruit; lime; fruits; berry": "edible fruit",
    "coffee; cup of coffee; cappuccino; latte": "espresso; coffee mug; espresso maker; coffeepot; cup",
    "tea; cup of tea; hot drink": "cup; teapot; coffee mug; espresso",
    "wine; glass of wine; alcohol; beer; drink": """
        red wine; wine bottle; beer glass; beer bottle; goblet; eggnog; cocktail shaker
    """,
    "flower; flowers; blossom; bouquet; rose; field of flowers": """
        daisy; rapeseed; yellow lady's slipper; vase; flowerpot; cardoon
    """,
    "garden; potted plant; houseplant; plant": "flowerpot; greenhouse; lawn mower; daisy; yellow lady's slipper; picket fence",
    "fungus; toadstool; mushrooms": "fungus; mushroom",
    "fruit tree; nuts; chestnuts; nut": "buckeye; acorn; horse chestnut; hip; rose hip",
    "straw; harvest; farm; field; farmland": "hay; harvester; thresher; barn; tractor; rapeseed",
    "mountain; mountains; hill; landscape; mountain range": "alp; volcano; valley; cliff; promontory; lakeside",
    "sea; ocean; coast; beach; shore; seaside": "seashore; sandbar; breakwater; promontory; lakeside",
    "lake; river; pond; water": "lakeside; dam; canoe; fountain; valley",
    "snow; winter; skiing": "ski; snowmobile; snowplow; dogsled; alp; ski mask",
    "underwater; reef": "coral reef; brain coral; sea anemone; scuba diver; anemone fish; lionfish",
    "wall; brick wall; fence": "stone wall; picket fence; chainlink fence; worm fence",
    "cobweb; web": "spider web",
    "billiards; snooker; pool": "pool table",
    "guitar; bass guitar": "electric guitar; acoustic guitar; pick",
    "violin; fiddle; string instrument": "violin; cello",
    "piano; keyboard instrument": "grand piano; upright piano; organ",
    "drums; drum kit": "drum; drumstick; steel drum; gong",
    "football; soccer": "soccer ball; football helmet",
    "gun; pistol; firearm": "rifle; assault rifle; revolver; holster",
    "knife; blade": "cleaver; letter opener",
    "kitchen roll; toilet paper; tissue": "paper towel; toilet tissue",
    "bag; handbag; suitcase; luggage": "bag; backpack; purse; mailbag; plastic bag; wallet",
    "watch; wristwatch; wall clock; alarm": "timepiece",
    "umbrella; parasol": "umbrella",
}


def split(names: str) -> list[str]:
    return [" ".join(name.split()) for name in names.split(";")]


class EverydayWords:
    """Each entry of WORDS by a key, like a synset: its words and the classes it is known by."""

    def __init__(self, wordnet: WordNet):
        named: dict[str, set[int]] = {}
        for offset, classes in wordnet.classes_below.items():
            for lemma in wordnet.synsets[offset].lemmas:
                named.setdefault(lemma, set()).update(classes)
        self.words = {f"everyday {number}": split(words) for number, words in enumerate(WORDS)}
        self.classes = {
            key: sorted(set().union(*(named[name] for name in split(names)))) for key, names in zip(self.words, WORDS.values())
        }
