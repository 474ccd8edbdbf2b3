/* Models of the pages of a customer's devices. */
#pragma once
#include "app/view.h"

typedef struct DevicePolicyLine {
    Str name, description, settings;
    Url url;
    int64_t devices;
} DevicePolicyLine;
typedef struct DeviceLine {
    Str serial_number, model, batch, policy;
    Url url;
} DeviceLine;
typedef struct DeviceUploadLine {
    Str batch;
    Msg state;
    Time at;
    int64_t devices;
} DeviceUploadLine;
typedef struct DevicesView {
    const CustomerFrame *frame;
    bool may_manage, filtered;
    Url self, import_url, policy_url;
    FieldView q;
    ExportView export;
    const DevicePolicyLine *policies;
    size_t policies_n;
    const DeviceLine *rows;
    size_t rows_n;
    PagerView pager;
    const DeviceUploadLine *uploads;
    size_t uploads_n;
} DevicesView;
typedef struct DeviceSetting {
    Str word;
    Msg label;
    bool checked;
} DeviceSetting;
typedef struct DevicePolicyView {
    const CustomerFrame *frame;
    Msg title;
    FormView form;
    FieldView name, description;
    DeviceSetting settings[8];
    size_t settings_n;
    Msg settings_error;
    bool may_manage, is_new;
    int64_t devices;
    Url cancel, delete_url;
} DevicePolicyView;
typedef struct DeviceView {
    const CustomerFrame *frame;
    Str name;
    FactView facts[6];
    size_t facts_n;
    bool may_manage;
    FormView form;
    FieldView policy;
    Url delete_url;
} DeviceView;
