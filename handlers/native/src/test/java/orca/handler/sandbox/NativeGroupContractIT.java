package orca.handler.sandbox;

/** The contract in the weakest form, which has no namespace to end all processes with: there the label alone must do. */
class NativeGroupContractIT extends NativeHandlerContractIT {
    @Override
    String form() {
        return "group";
    }
}
