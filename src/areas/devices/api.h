/* The handlers and Shapes of devices on the wire. */
#pragma once
#include "app/route.h"
#include "app/shape.h"

enum { DEVICES_BODY_MAX = 4 << 20 };
extern const Shape API_DEVICE_POLICY, API_DEVICE_POLICY_NEW, API_DEVICE, API_DEVICE_IN, API_DEVICE_BATCH_NEW,
    API_DEVICE_UPDATES, API_DEVICE_BATCH, API_DEVICE_UPLOAD;

Err api_device_policies(AccountCtx a);
Err api_device_policy_get(AccountCtx a);
Err api_device_policy_add(AccountCtx a);
Err api_device_policy_put(AccountCtx a);
Err api_device_policy_delete(AccountCtx a);
Err api_device_batches(AccountCtx a);
Err api_device_batch_add(AccountCtx a);
Err api_devices(AccountCtx a);
Err api_devices_add(AccountCtx a);
Err api_device_put(AccountCtx a);
Err api_device_delete(AccountCtx a);
Err api_device_policy_updates(AccountCtx a);
Err api_device_upload(AccountCtx a);
