#ifndef PORTA_CLIBXML2_H
#define PORTA_CLIBXML2_H
/* Debian's libxml2 is built with ICU, whose headers would clash with the ICU that Foundation brings. Without this macro
   they are not read; only the converters' private structures differ, and nobody here looks into them. */
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/c14n.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlschemas.h>

/* xmlFree is a variable, which Swift takes for shared mutable state. */
static inline void porta_xml_free(void *memory) { xmlFree(memory); }
#endif
