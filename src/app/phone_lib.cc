/* libphonenumber behind C functions; see the header. The only file in C++: no exception leaves it, and no type of the
 * library does. Not here: anything that could be said in C. */
#include "app/phone_lib.h"

#include <cstring>
#include <phonenumbers/phonenumberutil.h>
#include <string>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

namespace
{
bool give(const std::string &text, char *ret, size_t size)
{
    bool fits = text.size() < size;
    std::memcpy(ret, text.c_str(), fits ? text.size() + 1 : 0);
    return fits;
}

/* The regions of the library that are no country ("001", "ZZ") come back as "". */
std::string country_of(const PhoneNumberUtil &util, const PhoneNumber &number)
{
    std::string region;
    util.GetRegionCodeForNumber(number, &region);
    if (region.size() != 2 || region == "ZZ") {
        util.GetRegionCodeForCountryCode(number.country_code(), &region);
    }
    return region.size() == 2 && region != "ZZ" ? region : "";
}

PhoneVerdict verdict_of_error(PhoneNumberUtil::ErrorType error)
{
    switch (error) {
    case PhoneNumberUtil::NO_PARSING_ERROR:
        return PHONE_OK;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR:
        return PHONE_NO_COUNTRY;
    case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
    case PhoneNumberUtil::TOO_SHORT_NSN:
        return PHONE_TOO_SHORT;
    case PhoneNumberUtil::TOO_LONG_NSN:
        return PHONE_TOO_LONG;
    case PhoneNumberUtil::NOT_A_NUMBER:
        break;
    }
    return PHONE_NOT_A_NUMBER;
}

PhoneVerdict verdict_of_length(const PhoneNumberUtil &util, const PhoneNumber &number)
{
    switch (util.IsPossibleNumberWithReason(number)) {
    case PhoneNumberUtil::TOO_SHORT:
    case PhoneNumberUtil::IS_POSSIBLE_LOCAL_ONLY:
        return PHONE_TOO_SHORT;
    case PhoneNumberUtil::TOO_LONG:
        return PHONE_TOO_LONG;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE:
        return PHONE_NO_COUNTRY;
    case PhoneNumberUtil::INVALID_LENGTH:
    case PhoneNumberUtil::IS_POSSIBLE:
        break;
    }
    return PHONE_NOT_ASSIGNED;
}

PhoneVerdict read(const std::string &text, const char *country, PhoneLibNumber *ret)
{
    const PhoneNumberUtil &util = *PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    PhoneNumberUtil::ErrorType error = util.Parse(text, *country ? country : "ZZ", &number);
    if (error != PhoneNumberUtil::NO_PARSING_ERROR) {
        give(country, ret->country, sizeof ret->country);
        return verdict_of_error(error);
    }
    give(country_of(util, number), ret->country, sizeof ret->country);
    if (!util.IsValidNumber(number)) {
        return verdict_of_length(util, number);
    }
    if (number.extension().size() > PHONE_LIB_EXT_MAX) {
        return PHONE_TOO_LONG;
    }
    std::string out;
    util.Format(number, PhoneNumberUtil::E164, &out);
    if (!number.extension().empty()) {
        out += ";ext=" + number.extension();
    }
    return give(out, ret->stored, sizeof ret->stored) ? PHONE_OK : PHONE_TOO_LONG;
}
} // namespace

extern "C" PhoneVerdict phone_lib_read(const char *text, size_t n, const char *country, PhoneLibNumber *ret)
{
    *ret = PhoneLibNumber{};
    try {
        return read(std::string(text, n), country, ret);
    } catch (...) {
        return PHONE_NOT_A_NUMBER;
    }
}

extern "C" bool phone_lib_show(const char *stored, size_t n, const char *reader_country, char ret[PHONE_LIB_TEXT_MAX])
{
    *ret = 0;
    try {
        const PhoneNumberUtil &util = *PhoneNumberUtil::GetInstance();
        PhoneNumber number;
        std::string out;
        if (n == 0 || *stored != '+' ||
            util.Parse(std::string(stored, n), "ZZ", &number) != PhoneNumberUtil::NO_PARSING_ERROR) {
            return false;
        }
        bool home = *reader_country && util.GetCountryCodeForRegion(reader_country) == number.country_code();
        util.Format(number, home ? PhoneNumberUtil::NATIONAL : PhoneNumberUtil::INTERNATIONAL, &out);
        return give(out, ret, PHONE_LIB_TEXT_MAX);
    } catch (...) {
        return false;
    }
}

extern "C" bool phone_lib_example(const char *country, char ret[PHONE_LIB_TEXT_MAX])
{
    *ret = 0;
    try {
        const PhoneNumberUtil &util = *PhoneNumberUtil::GetInstance();
        PhoneNumber number;
        std::string out;
        if (!util.GetExampleNumber(country, &number)) {
            return false;
        }
        util.Format(number, PhoneNumberUtil::INTERNATIONAL, &out);
        return give(out, ret, PHONE_LIB_TEXT_MAX);
    } catch (...) {
        return false;
    }
}
