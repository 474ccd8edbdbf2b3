/* Calls that this program does not make. Included by the build before every source file of src/ (-include), after the
 * system headers that declare them; the message names what to use instead. */
#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1 /* first file of every unit, so this settles it for all system headers */
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#undef alloca /* glibc makes it a macro, which cannot be poisoned quietly */
#pragma GCC poison strcpy strcat sprintf vsprintf strtok atoi atol atof gmtime localtime ctime asctime rand srand system alloca gets
