/**
 * What a guest controller is shown, and which slices have one. Its plan is carried out elsewhere, as if the guest's operator
 * had given the commands. Start at {@link orca.servicemanager.controller.Controllers} and
 * {@link orca.servicemanager.controller.Holdings}.
 */
package orca.servicemanager.controller;
