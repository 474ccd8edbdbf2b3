/* A customer for tests of what is sold to one. */
#pragma once
#include "areas/customers/customers.h"

/* "Buyer" in the United States, without a first user's password. */
NewCustomer buyer(void);
