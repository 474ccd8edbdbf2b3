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
#pragma GCC poison strcpy strcat sprintf vsprintf strtok atoi atol atof gmtime localtime ctime asctime system alloca   \
    gets
/* Not poisoned: OpenSSL's headers use the word as a parameter's name. */
#ifdef __clang__ /* it takes "error" on the first declaration only */
#define BANNED(instead) __attribute__((deprecated(instead)))
#else
#define BANNED(instead) __attribute__((error(instead)))
#endif
int rand(void) BANNED("use os_random of os/os.h");
void srand(unsigned seed) BANNED("use os_random of os/os.h");
