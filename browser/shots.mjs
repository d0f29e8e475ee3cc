export const shoot = async () => {};
