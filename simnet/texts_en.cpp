#include "simnet/texts.hpp"

namespace clamor::simnet {
namespace {

using std::string_view;

constexpr string_view openings[] = {
    "Nobody should sit out a pandemic behind bars for having migrated.",
    "You cannot stay at home when you are locked in a cell.",
    "We say it once more:",
    "Health does not depend on papers.",
    "Today we ask for something simple.",
    "They are families, they are children, they are people who looked for shelter.",
    "Confinement makes people ill, too.",
    "More than fifty centres are full.",
    "Asking for asylum is not a crime.",
    "While we look after ourselves at home, others cannot.",
    "We were told to wait, and weeks have gone by.",
    "Caring for people on the move is caring for everyone.",
    "One room for forty people is not a health measure.",
    "We listened to families who have had no news for days.",
    "Responsibility is contagious when we share it.",
};
constexpr string_view release[] = {
    "Release the people in detention and give them a humanitarian visa.",
    "We ask for freedom for every migrant in detention.",
    "Let them leave the detention centres, children first.",
    "Release pregnant women and families from detention.",
    "Freeing detained people is a public health measure.",
    "A temporary humanitarian visa and freedom: that is what is needed.",
    "No asylum seeker should still be detained.",
    "Open the doors of the detention centres before it is too late.",
    "There are alternatives to immigration detention. Use them.",
    "Free those who are detained without having done any harm.",
};
constexpr string_view raids[] = {
    "Suspend the raids for as long as this lasts.",
    "Not one more raid during the pandemic.",
    "Stop enforcement and stop new detentions.",
    "Raids fill the very centres that must be emptied.",
    "We ask for an end to raids at stations and on the roads.",
    "With raids going on, nobody dares to go to a clinic.",
    "Without raids people can go and see a doctor.",
    "Every new detention today puts everyone at risk.",
};
constexpr string_view information[] = {
    "We want clear information on the measures taken.",
    "Publish the contacts of clinics and organisations.",
    "Families need to know where they are and how they are.",
    "We ask for information in several languages for the people inside.",
    "What health measures are in place in each centre? No answer.",
    "Say which clinic each person can turn to.",
    "Public, complete and timely information is a right as well.",
    "Without information there is no way to care for anyone.",
};
constexpr string_view closings[] = {
    "Please share.",
    "Let us not get used to it.",
    "Thank you for passing it on.",
    "We go on.",
    "Let it be heard.",
    "Dignity does not wait.",
    "Every voice counts.",
    "May it get to those who decide.",
    "You can help from home.",
    "There is still time.",
};
constexpr string_view petition[] = {
    "Sign here:",     "The petition is here:",  "Read and sign the petition:", "Signing takes a minute:",
    "Add your name:", "Here is where to sign:",
};
constexpr string_view answers[] = {
    "I fully agree.",
    "Thank you for telling it.",
    "Yes, and it has to be said again.",
    "Signed, and now sharing.",
    "Is there any news from that centre?",
    "I read it with my family; count us in.",
    "I hope more people see this.",
    "My thoughts are with the families.",
    "This must not go quiet.",
    "How else can we help?",
    "I passed it on to my neighbours.",
    "It has to be said louder.",
};
constexpr string_view quotes[] = {
    "Read this slowly.",    "This matters.",       "For those who have not seen it:",
    "Well explained here.", "I join these words.", "Do not let this message get lost.",
    "Sharing it in full:",
};
constexpr string_view aside[] = {
    "Made soup today and it turned out well.", "It is raining again in the simulated city.",
    "Can anyone recommend a short book?",      "Fixed my sister's bicycle.",
    "A quiet afternoon with coffee.",          "The simulated jacarandas are in bloom.",
    "Freedom is also a walk on a Sunday.",     "Good morning to this made-up network.",
};
constexpr string_view warnings[] = {"detention, health", "hard topic: confinement", "migration policy",
                                    "covid"};

constexpr Phrasebook book{openings, release, raids,  information, closings,
                          petition, answers, quotes, aside,       warnings};

}  // namespace

const Phrasebook& english_texts() {
  return book;
}

}  // namespace clamor::simnet
