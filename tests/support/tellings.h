/* One story of the corpus in several tellings: the original, single words swapped, put through a translator, told anew. */
#ifndef WF_TESTS_SUPPORT_TELLINGS_H
#define WF_TESTS_SUPPORT_TELLINGS_H

#define TOLD_ORIGINAL                                                                                   \
    "Teachers in Carrow will go back to their classrooms on Friday after a night of bargaining ended"   \
    " the longest school strike in the region's history with a pay rise of 11.4 per cent over two "     \
    "years.\n\n"                                                                                        \
    "The deal, signed at 10.50 p.m. on Wednesday in the canteen of a bus depot, also caps classes at"   \
    " 26 pupils and gives every primary school a nurse for at least two days a week. Some 18,300 "      \
    "teachers had been out for 37 school days, which left 241,000 children at home.\n\n"                \
    "\"We did not strike for money and we did not come home without it,\" said Wanda Petrie, the "      \
    "president of the Carrow Teachers' Federation. Its members are to vote by 8 December; the "         \
    "council of delegates urged them, by 112 votes to 19, to accept.\n\n"                               \
    "The regional education minister, Col Haverstock, had said in October that there was not a penny"   \
    " more than six per cent. \"I found the pennies down the back of a sofa called road building,\" he" \
    " said. He put the cost of the agreement at $186m.\n\n"                                             \
    "To make up for lost lessons the spring holiday will be cut to three days and the summer term "     \
    "prolonged until 5 July. Final examinations have been put off by two weeks.\n\n"                    \
    "Parents greeted the news with relief and some bitterness. \"My son has learned to cook, to shave"  \
    " and to lie about both,\" said Marguerite Oyelaran, whose boy of 16 is to sit nine papers in "     \
    "May. A survey last week found that 58 per cent of the region's adults still backed the "           \
    "strikers, against 71 in October.\n\n"                                                              \
    "The mediator, the retired judge Eamon Pask, who had taken away both sides' telephones at six in"   \
    " the evening, said hunger had done more than he had. \"The canteen closes at eleven. I have "      \
    "never seen a clause on overtime agreed so fast,\" Pask said."

#define TOLD_SPUN                                                                                       \
    "Teachers in Carrow will go back to their classrooms on Friday after a night of bargaining "        \
    "finished the longest school strike in the region's chronicle with a remuneration lift of 11.4 "    \
    "per cent over two twelvemonths.\n\n"                                                               \
    "The bargain, signed at 10.50 p.m. on Wednesday in the canteen of a bus depot, also caps classes"   \
    " at 26 pupils and gives every primary schoolhouse a nurse for at least two days a workweek. "      \
    "Some 18,300 instructors had been out for 37 school days, which left 241,000 children at home.\n\n" \
    "\"We did not strike for money and we did not come habitation without it,\" said Wanda Petrie, the" \
    " president of the Carrow Teachers' Federation. Its members are to vote by 8 December; the "        \
    "council of delegates exhorted them, by 112 votes to 19, to accept.\n\n"                            \
    "The regional education curate, Col Haverstock, had said in October that there was not a centime"   \
    " more than six per cent. \"I encountered the centimes down the back of a sofa named road "         \
    "building,\" he said. He put the cost of the agreement at $186m.\n\n"                               \
    "To make up for disoriented examples the springtime vacation will be reduce to three days and "     \
    "the summer term prolonged until 5 July. Final scrutinies have been put off by two weeks.\n\n"      \
    "Parents greeted the intelligence with relief and some tartness. \"My son has larned to cook, to "  \
    "shave and to lie about both,\" said Marguerite Oyelaran, whose boy of 16 is to sit nine papers "   \
    "in May. A survey last hebdomad noticed that 58 per cent of the region's grownups still backed "    \
    "the strikers, against 71 in October.\n\n"                                                          \
    "The mediator, the retired evaluate Eamon Pask, who had taken away both sides' telephones at six"   \
    " in the evening, said hunger had done more than he had. \"The canteen closes at eleven. I have "   \
    "never seen an article on overtime held so fast,\" Pask said."

#define TOLD_TRANSLATED                                                                                 \
    "Professors in Carrow will go back wings his classrooms in Friday after a night of bargaining "     \
    "finished the school strike longer in the history of the region with one surge of pay of 11.4 "     \
    "percent on two years.\n\n"                                                                         \
    "The deal, signed in 10.50 p.m. in Wednesday in the eater of a bus depot, also kinds of caps in "   \
    "26 students and gives each primary school a nurse for at least two days a week. Any 18,300 "       \
    "professors were out for 37 school days, which left 241,000 boys home.\n\n"                         \
    "\"We do not strike stop the money and we did not come house without him,\" Wanda said Petrie, the" \
    " president of the Carrow the federation of the professors . His members are to vote by 8 "         \
    "December; the council of delegates urged , by 112 votes to 19, to accept.\n\n"                     \
    "The minister of regional education, Cabbage Haverstock, said in October than there was not a "     \
    "penny rather than six percent. \"I found the pence down the backwards of a sofa called road "      \
    "building,\" said. It put the cost of the agreement in $186m.\n\n"                                  \
    "To make up for lessons lost the holidays of spring will be cut to three days and the term of "     \
    "summer prolonged until 5 July. The final examinations were put off by two weeks.\n\n"              \
    "The parents greeted the news with relief and any bitterness. \"My son learnt to cook, to shave "   \
    "and to lie envelope both,\" Marguerite dictate Oyelaran, whose young of 16 is to seat nine "       \
    "papers in May. A last survey week found than 58 percent of the adults of the region still "        \
    "supported the strikers, against 71 in October.\n\n"                                                \
    "The mediator, the judge withdrawn Eamon Pask, the one who removed the telephones of both sides "   \
    "in six in the evening, the hunger said did rather than had. \"The closes of dining room in "       \
    "eleven. Never I came a clause in extension agreed so quickly,\" Pask said."

#define TOLD_REWRITTEN                                                                                    \
    "You have 2 free articles left this month.\n\n"                                                       \
    "Listen to this article | 4 minutes\n\n"                                                              \
    "What seven weeks of marches could not do was done in the end by a kitchen that shuts at eleven.\n\n" \
    "So at least says Eamon Pask, the former judge who shut the two parties into a bus depot on "         \
    "Wednesday, phones confiscated, and got their signatures with ten minutes to spare. \"I have "        \
    "never seen a clause on overtime agreed so fast,\" he said.\n\n"                                      \
    "Under its terms the 18,300 teachers of Carrow get 11.4 per cent more in two steps, no class may"     \
    " hold more than 26 children, and a nurse must be present in each primary for two days out of "       \
    "five. Col Haverstock, the regional minister, who not long ago ruled out anything above six, "        \
    "reckons that it will set him back $186m. The road budget will suffer: it was the \"sofa\", as he "   \
    "called it, where he found the pennies.\n\n"                                                          \
    "Lessons start again on Friday for the 241,000 pupils who have missed 37 days of them. They will"     \
    " pay with their holidays. Only three days of the spring break are left, term runs to 5 July, "       \
    "and exams come a fortnight later than planned.\n\n"                                                  \
    "Delegates of the Teachers' Federation backed the compromise by 112 to 19 and the whole "             \
    "membership decides before the end of next week. Its leader, Wanda Petrie, sounded content. \"We "    \
    "did not strike for money and we did not come home without it,\" she said.\n\n"                       \
    "Sympathy for the cause was wearing thin, if polls are to be believed: from 71 per cent of "          \
    "adults when it began to 58 now. Marguerite Oyelaran, mother of a candidate for nine exams, "         \
    "listed what he had picked up in the meantime. \"My son has learned to cook, to shave and to lie "    \
    "about both,\" she said.\n\n"                                                                         \
    "Additional reporting by Ledger staff. Photographs: agencies.\n\n"                                    \
    "EDITOR'S PICKS: A bank run in slow motion\n\n"                                                       \
    "Gift this article to a friend\n\n"                                                                   \
    "Terms of use | Privacy | Advertise | Contact"

#endif
