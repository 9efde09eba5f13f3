#include "simnet/texts.hpp"

namespace clamor::simnet {
namespace {

using std::string_view;

constexpr string_view openings[] = {
    "Nadie debería pasar una pandemia encerrado por migrar.",
    "Quedarse en casa no es posible detrás de una reja.",
    "Lo decimos otra vez:",
    "La salud no depende de tener papeles.",
    "Hoy pedimos algo sencillo.",
    "Son familias, son niñas y niños, son personas que buscaban refugio.",
    "El encierro también enferma.",
    "Hay más de cincuenta centros llenos.",
    "Pedir asilo no es un delito.",
    "Mientras nos cuidamos en casa, otras personas no pueden hacerlo.",
    "Nos dijeron que esperáramos y ya pasaron semanas.",
    "Cuidar a quien migra es cuidar a todas y todos.",
    "Una habitación para cuarenta personas no es una medida sanitaria.",
    "Escuchamos a las familias que llevan días sin noticias.",
    "La responsabilidad se contagia si la compartimos.",
};
constexpr string_view release[] = {
    "Liberen a las personas detenidas y denles una visa humanitaria.",
    "Pedimos la libertad de todas las personas migrantes detenidas.",
    "Que salgan de los centros de detención, empezando por las niñas y los niños.",
    "Exigimos liberar a las mujeres embarazadas y a las familias detenidas.",
    "Liberar a las personas detenidas es una medida de salud pública.",
    "Una visa humanitaria temporal y libertad: eso es lo que hace falta.",
    "Ninguna persona solicitante de asilo debe seguir detenida.",
    "Abran las puertas de los centros de detención antes de que sea tarde.",
    "La detención migratoria tiene alternativas; la enfermedad, no siempre.",
    "Libertad para quienes siguen en detención sin haber cometido delito.",
};
constexpr string_view raids[] = {
    "Suspendan las redadas durante la emergencia.",
    "Ni una redada más mientras dure la pandemia.",
    "Alto a los operativos y a las nuevas detenciones.",
    "Las redadas llenan los centros que hay que vaciar.",
    "Pedimos que paren los operativos en las estaciones y en las carreteras.",
    "Con redadas nadie se acerca a una clínica por miedo.",
    "Sin operativos migratorios la gente puede ir al médico.",
    "Detener a más personas hoy es poner en riesgo a todas.",
};
constexpr string_view information[] = {
    "Queremos información clara sobre las medidas tomadas.",
    "Publiquen los contactos de clínicas y organizaciones.",
    "Las familias necesitan saber dónde están y cómo están.",
    "Pedimos información en varios idiomas para quienes están adentro.",
    "¿Qué medidas sanitarias hay en cada centro? No hay respuesta.",
    "Que se publique a qué clínica puede acudir cada persona.",
    "Información pública, completa y a tiempo: también es un derecho.",
    "Sin datos no hay manera de cuidar a nadie; pedimos información.",
};
constexpr string_view closings[] = {
    "Comparte, por favor.",
    "No nos acostumbremos.",
    "Gracias por pasarlo.",
    "Seguimos.",
    "Hagamos que se oiga.",
    "La dignidad no espera.",
    "Cada voz cuenta.",
    "Que llegue a quien decide.",
    "Desde casa también se puede ayudar.",
    "Todavía estamos a tiempo.",
};
constexpr string_view petition[] = {
    "Firma aquí:",          "La petición está aquí:", "Lee y firma la petición:", "Toma un minuto firmar:",
    "Súmate con tu firma:", "Aquí se firma:",
};
constexpr string_view answers[] = {
    "Totalmente de acuerdo.",    "Gracias por contarlo.",          "Así es, y hay que repetirlo.",
    "Ya firmé, ahora comparto.", "¿Hay noticias de ese centro?",   "Lo leí con mi familia; nos sumamos.",
    "Ojalá llegue a más gente.", "Mi abrazo a las familias.",      "Esto no puede quedar en silencio.",
    "¿Cómo más podemos ayudar?", "Lo pasé a mi grupo del barrio.", "Hace falta decirlo más fuerte.",
};
constexpr string_view quotes[] = {
    "Lean esto con calma.",         "Esto importa.",
    "Para quien no lo haya visto:", "Aquí está bien explicado.",
    "Me uno a estas palabras.",     "Que no se pierda este mensaje.",
    "Lo comparto completo:",
};
constexpr string_view aside[] = {
    "Hoy preparé sopa y me quedó bien.",
    "Llueve otra vez en la ciudad simulada.",
    "¿Alguien recomienda un libro corto?",
    "Arreglé la bicicleta de mi hermana.",
    "Tarde tranquila con café.",
    "Las jacarandas simuladas ya florecieron.",
    "Libertad es también salir a caminar un domingo.",
    "Buenos días a esta red inventada.",
};
constexpr string_view warnings[] = {"detención, salud", "tema difícil: encierro", "política migratoria",
                                    "covid"};

constexpr Phrasebook book{openings, release, raids,  information, closings,
                          petition, answers, quotes, aside,       warnings};

}  // namespace

const Phrasebook& spanish_texts() {
  return book;
}

}  // namespace clamor::simnet
